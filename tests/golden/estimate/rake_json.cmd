plusminus estimate data/audited.csv --ratio recorded/crimes --total crimes --weight weight --rake force=data/totals_force.csv --rake type=data/totals_type.csv --format json
