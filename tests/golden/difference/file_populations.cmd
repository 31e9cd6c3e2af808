plusminus difference data/pairs.csv --x1 recorded_1 --n1 crimes_1 --x2 recorded_2 --n2 crimes_2 --population1 size_1 --population2 size_2 -f csv
