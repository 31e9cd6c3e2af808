plusminus estimate data/few_records.csv --rate ok --strata force --population size --by force --interval wilson-fpc -f csv
