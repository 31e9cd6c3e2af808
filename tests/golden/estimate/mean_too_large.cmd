plusminus estimate data/enormous.csv --mean y --strata s
