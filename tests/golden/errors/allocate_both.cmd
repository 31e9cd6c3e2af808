plusminus allocate data/wright.csv --strata stratum --size size --sd sd --total 5 --budget 5
