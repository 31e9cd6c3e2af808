plusminus interval data/simple.csv --x x --n n -f json
