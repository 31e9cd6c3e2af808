plusminus allocate examples/wright_2017.csv --size size --total 5
