plusminus estimate data/population.csv --counts x/n/m --strata force --population population
