plusminus interval examples/audit_2014.csv --x recorded --n crime
