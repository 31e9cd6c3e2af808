plusminus estimate data/audited.csv --total crimes --weight weight --save-weights nowhere/weights.csv
