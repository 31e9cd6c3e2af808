plusminus estimate data/audited.csv --ratio recorded/crimes --total crimes,hours --weight weight --calibrate linear --calibrate-totals data/totals_list.csv
