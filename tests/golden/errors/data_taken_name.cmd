plusminus interval data/taken_name.csv --x x --n n
