plusminus allocate data/wright.csv --strata stratum --size size --sd sd --method power --total 5
