plusminus estimate data/latin1.csv --counts x/n --strata force --weight n
