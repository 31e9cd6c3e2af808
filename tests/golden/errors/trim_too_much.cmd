plusminus estimate data/audited.csv --total crimes --weight weight --rake force=data/totals_force.csv --rake type=data/totals_type.csv --trim-weights 14,18
