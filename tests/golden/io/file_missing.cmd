plusminus interval nowhere.csv --x x --n n
