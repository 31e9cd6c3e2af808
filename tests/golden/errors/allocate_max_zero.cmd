plusminus allocate data/wright.csv --strata stratum --size size --sd sd --max 0 --total 20
