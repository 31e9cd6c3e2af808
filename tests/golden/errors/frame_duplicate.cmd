plusminus estimate data/simple.csv --counts x/n --strata force --frame data/duplicate_frame.csv --population size
