plusminus allocate examples/wright_2017.csv --strata stratum --size size --sd sd --cost cost --total 20 --method optimal -f csv -q
