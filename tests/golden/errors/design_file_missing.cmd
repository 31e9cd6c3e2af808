plusminus estimate examples/records.csv --design data/none.json --rate recorded
