plusminus estimate data/fraction.csv --counts x/n --strata force --weight n
