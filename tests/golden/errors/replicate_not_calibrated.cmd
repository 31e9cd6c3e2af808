plusminus estimate data/recalibrate.csv --mean y --cluster cluster --weight weight --variance jk1 --poststratify kind=data/recalibrate_kind.csv
