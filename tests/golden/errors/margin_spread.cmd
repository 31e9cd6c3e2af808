plusminus allocate data/plan.csv --strata force,crime_type --size size --margin 10%
