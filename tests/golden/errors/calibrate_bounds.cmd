plusminus estimate data/audited.csv --total crimes --weight weight --calibrate logit --bounds 0.9,1.1 --calibrate-totals data/totals_list_far.csv
