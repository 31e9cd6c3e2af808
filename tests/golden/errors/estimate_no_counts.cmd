plusminus estimate data/population.csv --strata force --population population
