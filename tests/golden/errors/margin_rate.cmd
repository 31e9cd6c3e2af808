plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate,timely --margin 10%@timly
