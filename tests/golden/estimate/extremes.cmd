plusminus estimate data/extremes.csv --counts x/n --strata force --population population
