plusminus allocate data/wright.csv --strata stratum --size size --sd sd --parameter 0.5 --total 5
