plusminus estimate data/not_in_frame.csv --counts x/n --strata force --frame data/frame.csv --population size
