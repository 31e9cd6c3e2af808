plusminus difference data/pairs.csv
