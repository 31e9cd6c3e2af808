plusminus allocate data/wright.csv --strata stratum --size size --sd sd --method neymann --total 5
