plusminus estimate data/lonely.csv --counts x/n --strata force --population population --lonely-psu fail
