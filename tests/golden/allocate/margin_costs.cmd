plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate --cost minutes --min 2 --margin 4% --margin force=10%
