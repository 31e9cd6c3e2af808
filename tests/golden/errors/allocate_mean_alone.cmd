plusminus allocate examples/wright_2017.csv --strata stratum --size size --mean sd --total 9
