plusminus allocate data/wright.csv --strata stratum --size size --sd sd --rate sd --total 9
