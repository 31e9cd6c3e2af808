plusminus estimate data/audited.csv --total crimes --weight weight --calibrate bounded --bounds 2,0.5 --calibrate-totals data/totals_list.csv
