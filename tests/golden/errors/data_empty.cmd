plusminus interval data/empty.csv --x x --n n
