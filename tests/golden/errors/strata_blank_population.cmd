plusminus estimate data/blank_population.csv --counts x/n --strata force --population population
