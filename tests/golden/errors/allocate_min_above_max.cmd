plusminus allocate data/wright.csv --strata stratum --size size --sd sd --min 7 --max 5 --total 20
