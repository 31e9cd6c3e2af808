plusminus interval data/header_only.csv --x x --n n
