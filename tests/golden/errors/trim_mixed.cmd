plusminus estimate data/audited.csv --total crimes --weight weight --rake force=data/totals_force.csv --trim-weights 5,3x
