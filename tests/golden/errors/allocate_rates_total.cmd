plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate,timely --min 2  --total 50
