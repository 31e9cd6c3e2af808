plusminus allocate data/plan_flat.csv --strata stratum --size size --rate rate --method power --total 100
