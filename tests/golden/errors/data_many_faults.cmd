plusminus interval data/many_faults.csv --x x --n n
