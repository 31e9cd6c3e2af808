plusminus allocate data/plan_faults.csv --strata force,type --size size --rate rate --cost cost --min least --max most --total 50
