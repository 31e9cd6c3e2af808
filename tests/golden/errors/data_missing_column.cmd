plusminus interval data/simple.csv --x y --n n
