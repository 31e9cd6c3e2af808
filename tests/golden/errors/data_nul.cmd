plusminus interval data/nul.csv --x x --n n
