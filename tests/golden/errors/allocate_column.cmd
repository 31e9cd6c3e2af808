plusminus allocate examples/wright_2017.csv --strata stratum --size size --sd sd --cost costs --max maximum --total 5
