plusminus allocate examples/wright_2017.csv --strata stratum --size size --method neyman --total 5
