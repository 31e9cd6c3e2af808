plusminus estimate data/blank_stratum.csv --counts x/n --strata force --population population
