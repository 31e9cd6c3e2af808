plusminus estimate data/audited.csv --total crimes --weight weight --rake force=data/totals_force.csv --trim-weights little,3x
