plusminus estimate data/population.csv --counts x/n --population population
