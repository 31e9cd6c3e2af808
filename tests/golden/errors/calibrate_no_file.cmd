plusminus estimate data/audited.csv --rate recorded --weight weight --rake force
