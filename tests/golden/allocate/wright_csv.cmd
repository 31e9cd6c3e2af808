plusminus allocate data/wright.csv --strata stratum --size size --sd sd --min least --max most --total 10 -f csv
