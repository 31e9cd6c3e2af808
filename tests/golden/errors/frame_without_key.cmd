plusminus estimate data/simple.csv --counts x/n --strata force --frame data/fractions.csv --population size
