plusminus difference 1 10 2 10 --strata force
