plusminus allocate examples/wright_2017.csv --strata stratum --size size --sd sd --cost cost --budget 40 -f csv --table certificate -q
