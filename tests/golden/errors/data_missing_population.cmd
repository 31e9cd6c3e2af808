plusminus interval data/simple.csv --x x --n n --population size
