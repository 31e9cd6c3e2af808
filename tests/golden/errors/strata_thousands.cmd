plusminus estimate data/thousands.csv --counts x/n --strata force --population population
