plusminus estimate data/small_population.csv --counts x/n --strata force --population population
