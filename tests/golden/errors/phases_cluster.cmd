plusminus estimate examples/records.csv --rate recorded --cluster incident --phase2 timely
