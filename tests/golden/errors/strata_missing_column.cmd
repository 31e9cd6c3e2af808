plusminus estimate data/simple.csv --counts x/n --strata forse --weight n
