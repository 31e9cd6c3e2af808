plusminus estimate data/same_values.csv --mean y --total y --ratio y/x --by kind --weight w --cluster c --df 3 -f csv
