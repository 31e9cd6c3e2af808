plusminus estimate data/audited.csv --rate recorded --weight weight --calibrate bounded --bounds 0.5,much --calibrate-totals data/totals_list.csv
