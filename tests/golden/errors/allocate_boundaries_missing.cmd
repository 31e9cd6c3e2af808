plusminus allocate examples/wright_2017.csv --strata stratum --size size --sd sd --total 10 --strata-count 3
