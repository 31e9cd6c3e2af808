plusminus estimate data/weighted_rates.csv --rate ok --weight weight --interval wilson-fpc -f csv
