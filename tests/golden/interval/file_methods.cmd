plusminus interval data/simple.csv --x x --n n -m wilson,jeffreys
