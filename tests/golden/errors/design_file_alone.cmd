plusminus estimate examples/records.csv --design examples/audit.design.json
