plusminus allocate data/wright.csv --strata stratum --size size --sd sd --even stratum --budget 9
