plusminus allocate examples/wright_2017.csv --strata stratum --size size --sd sd --min 7 --max 5 --total 20
