plusminus estimate examples/records.csv --rate recorded --save-state -
