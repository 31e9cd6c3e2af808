plusminus estimate data/recalibrate.csv --mean y --cluster cluster --weight weight --variance jk1 --calibrate linear --calibrate-totals data/recalibrate_number.csv
