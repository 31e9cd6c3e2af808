plusminus allocate data/plan.csv --strata force,crime_type --size size --sd sd --min 2 --margin 0.3 --margin force=0.5
