plusminus allocate data/plan_flat.csv --strata stratum --size size --rate rate --total 100
