plusminus interval data/small_population.csv --x x --n n --population population
