plusminus allocate examples/wright_2017.csv --strata stratum --size size --sd sd --max 0 --total 20
