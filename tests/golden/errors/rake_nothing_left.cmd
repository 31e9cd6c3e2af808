plusminus estimate data/nearly_nested_one.csv --mean y --weight w --rake a=data/nearly_nested_a.csv --rake c=data/nearly_nested_zero.csv
