plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate --margin force=10% --margin force=9%
