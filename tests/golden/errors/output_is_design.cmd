cp examples/audit.design.json own.json; plusminus estimate examples/records.csv --design own.json --mean crimes -o own.json; cmp own.json examples/audit.design.json
