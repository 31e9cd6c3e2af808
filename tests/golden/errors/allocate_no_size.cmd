plusminus allocate examples/wright_2017.csv --strata stratum --total 5
