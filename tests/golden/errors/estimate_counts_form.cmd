plusminus estimate data/population.csv --counts x --strata force --population population
