plusminus difference data/pairs.csv --x1 recorded_1 --n1 crimes_1 --x2 recorded_2
