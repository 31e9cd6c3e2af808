plusminus interval data/zero_population.csv --x x --n n --population population
