plusminus interval data/simple.csv --x xx --n nn
