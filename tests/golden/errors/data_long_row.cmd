plusminus interval data/long_row.csv --x x --n n
