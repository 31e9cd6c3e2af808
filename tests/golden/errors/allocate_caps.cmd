plusminus allocate data/wright.csv --strata stratum --size size --sd sd --max most --total 20
