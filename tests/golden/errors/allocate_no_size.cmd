plusminus allocate data/wright.csv --strata stratum --total 5
