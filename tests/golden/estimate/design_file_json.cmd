plusminus estimate examples/records.csv --design examples/audit.design.json --rate recorded --weight weight -f json
