plusminus allocate examples/wright_2017.csv --strata stratum --size size --sd sd --total 5 --budget 5
