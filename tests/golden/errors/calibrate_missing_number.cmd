plusminus estimate data/audited.csv --total crimes --weight weight --calibrate linear --calibrate-totals data/totals_hours.csv
