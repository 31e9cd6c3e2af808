head -1 examples/wright_2017.csv | plusminus allocate - --strata stratum --size size --total 9
