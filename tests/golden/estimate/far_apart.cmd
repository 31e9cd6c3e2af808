plusminus estimate data/apart.csv --counts x/n --strata force --population population --by force
