plusminus estimate data/x_without_n.csv --counts x/n --strata force --population population
