plusminus allocate data/plan_certain.csv --strata stratum --size size --rate rate --total 235
