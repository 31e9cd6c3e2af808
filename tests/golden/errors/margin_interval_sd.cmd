plusminus allocate data/plan.csv --strata force,crime_type --size size --sd sd --margin 0.3 --interval wilson
