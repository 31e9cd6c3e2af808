plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate --min 2 --margin 5% --margin force=10% --interval wilson-fpc -f csv --table targets
