plusminus interval data/more_than_n.csv --x x --n n
