plusminus interval data/overflow.csv --x x --n n
