plusminus difference data/strata_pairs.csv --x1 x1 --n1 none --x2 x2 --n2 n2 --strata force,year
