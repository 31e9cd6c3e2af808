plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate --margin 0.0001% -f csv
