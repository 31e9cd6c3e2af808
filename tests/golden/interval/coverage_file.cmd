plusminus interval data/simple.csv --x x --n n --coverage -f csv
