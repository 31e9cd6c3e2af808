plusminus interval data/huge_field.csv --x x --n n
