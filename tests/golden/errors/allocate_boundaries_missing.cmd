plusminus allocate data/wright.csv --strata stratum --size size --sd sd --total 10 --strata-count 3
