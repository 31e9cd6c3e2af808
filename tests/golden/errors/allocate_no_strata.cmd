plusminus allocate data/wright.csv --size size --total 5
