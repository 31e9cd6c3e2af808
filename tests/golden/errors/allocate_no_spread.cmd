plusminus allocate data/wright.csv --strata stratum --size size --method neyman --total 5
