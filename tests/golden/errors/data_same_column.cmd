plusminus interval data/simple.csv --x x --n x
