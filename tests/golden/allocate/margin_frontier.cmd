plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate --min 2 --margin 4% --margin force=10% --frontier
