plusminus estimate data/audited_blank.csv --rate recorded --rake force=data/totals_force.csv --rake type=data/totals_type.csv
