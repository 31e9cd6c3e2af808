plusminus estimate data/two_keys.csv --counts x/n --strata force,crime --population population --by force,crime
