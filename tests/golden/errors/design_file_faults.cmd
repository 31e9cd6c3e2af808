plusminus estimate examples/records.csv --design data/bad.design.json --ratio recorded/crimes --cluster incident
