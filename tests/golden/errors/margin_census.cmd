plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate --max 40 --margin 5% --margin force=10%
