plusminus estimate examples/audit_2014.csv --counts recorded/recorded --strata force --population crimes
