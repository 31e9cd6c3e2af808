plusminus allocate data/wright.csv --strata stratum --size size --sd sd --importance size --total 5
