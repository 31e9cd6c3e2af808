plusminus interval data/nan.csv --x x --n n
