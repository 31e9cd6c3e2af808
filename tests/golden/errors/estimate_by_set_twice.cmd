plusminus estimate examples/records.csv --rate recorded --by force,type --by type,force
