plusminus difference data/strata_weights.csv --x1 x1 --n1 n1 --x2 x2 --n2 n2 --strata force --weight some --by force
