plusminus estimate examples/records.csv --design examples/audit.design.json --ratio recorded/crimes -f json | sed -n '/inputs/,/\]/p'
