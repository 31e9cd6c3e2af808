plusminus allocate data/wright.csv --strata stratum --size size --sd sd --even strata --total 9
