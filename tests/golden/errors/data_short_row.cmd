plusminus interval data/short_row.csv --x x --n n
