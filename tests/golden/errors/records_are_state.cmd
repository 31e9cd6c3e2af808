plusminus estimate examples/records.csv --rate recorded --save-state one.json -q >/dev/null; plusminus estimate one.json --rate recorded
