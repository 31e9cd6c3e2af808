plusminus estimate data/header_only.csv --counts x/n --strata force --weight n
