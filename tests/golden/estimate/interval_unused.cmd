plusminus estimate examples/records.csv --mean crimes --weight weight --interval logit -f csv
