plusminus estimate --interval likelihood data/extremes.csv --counts x/n --strata force --population population
