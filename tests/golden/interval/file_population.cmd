plusminus interval data/population.csv --x x --n n --population population -f csv
