plusminus estimate data/few_records.csv --rate ok --strata force --population size --by force -f csv
