plusminus allocate data/wright.csv --strata stratum --size size --mean sd --total 9
