plusminus interval data/quoted.csv --x x --n n -f csv
