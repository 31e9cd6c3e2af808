plusminus estimate data/audited.csv --ratio recorded/crimes --total crimes --weight weight --calibrate logit --bounds 0.5,2 --calibrate-totals data/totals_list.csv
