plusminus estimate examples/records.csv --rate recorded --phase2-strata force
