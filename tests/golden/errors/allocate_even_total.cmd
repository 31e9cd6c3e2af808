plusminus allocate examples/wright_2017.csv --strata stratum --size size --sd sd --even stratum --budget 9
