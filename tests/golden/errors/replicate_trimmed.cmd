plusminus estimate data/recalibrate.csv --mean y --cluster cluster --weight weight --variance jk1 --rake kind=data/recalibrate_kind.csv --trim-weights 1,100
