plusminus allocate data/wright.csv --strata stratum --size size --sd sd --cost costs --max maximum --total 5
