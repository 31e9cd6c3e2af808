plusminus allocate data/plan.csv --strata force,crime_type --size size --sd sd --margin 5% --margin force=3pp
