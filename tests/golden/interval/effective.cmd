plusminus interval 87.5 101.25 -f csv --effective
