plusminus allocate examples/wright_2017.csv --strata stratum --size size --sd sd --max most --total 20
