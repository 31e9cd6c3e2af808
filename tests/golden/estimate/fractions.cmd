plusminus estimate data/fractions.csv --counts x/n --strata force --population population
