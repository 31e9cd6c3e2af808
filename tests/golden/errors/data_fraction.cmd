plusminus interval data/fraction.csv --x x --n n -m jeffreys,clopper-pearson
