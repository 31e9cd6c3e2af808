plusminus interval data/simple.csv data/simple.csv --x x --n n
