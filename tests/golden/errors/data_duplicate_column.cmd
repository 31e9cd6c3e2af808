plusminus interval data/duplicate_column.csv --x x --n n
