plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate,timely --targets data/plan_targets_names.csv
