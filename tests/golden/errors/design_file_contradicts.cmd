plusminus estimate examples/records.csv --design examples/audit.design.json --rate recorded --strata force --population weight
