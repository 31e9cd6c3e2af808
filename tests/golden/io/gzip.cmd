plusminus interval data/simple.csv.gz --x x --n n -f csv
