plusminus allocate data/wright.csv --strata stratum --size size --sd sd --even stratum --method neyman --total 9
