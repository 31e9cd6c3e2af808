plusminus estimate data/duplicate_stratum.csv --counts x/n --strata force --population population
