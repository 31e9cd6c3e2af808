plusminus estimate data/audited.csv --total crimes --rate recorded --weight weight --calibrate logit --bounds 0.5,2 --calibrate-totals data/totals_list_far.csv
