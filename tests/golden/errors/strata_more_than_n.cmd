plusminus estimate data/more_than_n.csv --counts x/n --strata force --weight n
