plusminus interval data/empty_column.csv --x x --n n
