plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate --max 60 --margin 8% --margin force=12% --frontier
