plusminus estimate data/negative.csv --counts x/n --strata force --weight n
