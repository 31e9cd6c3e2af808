plusminus allocate examples/wright_2017.csv --strata stratum --size size --sd sd --cost cost --min least --budget 8
