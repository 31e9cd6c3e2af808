plusminus estimate data/nearly_nested.csv --mean y --total y --weight w --rake a=data/nearly_nested_a.csv --rake c=data/nearly_nested_c.csv -f csv | cut -d, -f1-7
