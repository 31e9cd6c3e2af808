plusminus interval data/counts_again.csv --x x --n n -m blyth-still-casella -f csv --threads 2
