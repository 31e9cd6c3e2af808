plusminus estimate data/audited.csv --total crimes --weight weight --poststratify force=data/totals_bad.csv
