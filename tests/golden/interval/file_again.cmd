plusminus interval data/counts_again.csv --x x --n n -m blaker -f csv
