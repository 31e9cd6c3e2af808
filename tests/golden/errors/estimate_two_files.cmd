plusminus estimate data/population.csv data/population.csv --counts x/n --strata force --population population
