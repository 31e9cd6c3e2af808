plusminus estimate data/audited.csv --total crimes --weight weight --rake type=data/totals_type_other.csv --rake force=data/totals_force.csv
