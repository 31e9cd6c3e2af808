plusminus allocate examples/wright_2017.csv --strata stratum --size size --sd sd --min least --max most --total 10 -f csv
