plusminus allocate data/wright.csv --strata stratum --size size --sd sd --min most --max least --total 9
