plusminus interval data/negative.csv --x x --n n
