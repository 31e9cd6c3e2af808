plusminus allocate examples/wright_2017.csv --strata stratum --size size --sd sd --parameter 0.5 --total 5
