plusminus estimate data/simple.csv --counts xx/m --strata force --weight n
