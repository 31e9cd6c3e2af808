plusminus estimate data/simple.csv --counts x/n --strata force --frame data/nowhere.csv --population size
