plusminus estimate data/audited.csv --total crimes --weight weight --rake force=data/totals_force.csv --save-weights weights.csv -f csv && cat weights.csv
