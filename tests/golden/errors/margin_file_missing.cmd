plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate --targets data/no_such.csv
