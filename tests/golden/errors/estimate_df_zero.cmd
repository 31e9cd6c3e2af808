plusminus estimate data/population.csv --counts x/n --strata force --population population --df 0
