plusminus estimate data/same_values.csv --mean y --by kind --difference kind --weight w --strata area --df design -f csv
