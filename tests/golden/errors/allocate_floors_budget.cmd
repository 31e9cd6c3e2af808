plusminus allocate data/wright.csv --strata stratum --size size --sd sd --cost cost --min least --budget 8
