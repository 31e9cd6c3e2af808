plusminus interval data/blank_number.csv --x x --n n
