plusminus allocate examples/wright_2017.csv --strata stratum --size size --sd sd --min most --max least --total 9
