plusminus estimate data/audited.csv --total crimes --weight weight --trim-weights 5,30
