plusminus estimate data/audited.csv --total crimes --weight weight --poststratify route=data/totals_type.csv
