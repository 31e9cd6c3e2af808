plusminus estimate examples/audit_2014.csv --counts recorded/crimes --design examples/audit.design.json
