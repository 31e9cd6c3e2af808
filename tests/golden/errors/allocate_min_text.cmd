plusminus allocate data/wright.csv --strata stratum --size size --sd sd --min 2.5 --total 20
