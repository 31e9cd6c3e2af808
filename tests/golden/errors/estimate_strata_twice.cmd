plusminus estimate data/population.csv --counts x/n --strata force,force --population population
