plusminus interval data/zero_n.csv --x x --n n
