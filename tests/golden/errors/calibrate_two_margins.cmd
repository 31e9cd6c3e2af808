plusminus estimate data/audited.csv --rate recorded --weight weight --poststratify force=data/totals_force.csv --poststratify type=data/totals_type.csv
