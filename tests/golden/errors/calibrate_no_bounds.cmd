plusminus estimate data/audited.csv --rate recorded --weight weight --calibrate bounded --calibrate-totals data/totals_list.csv
