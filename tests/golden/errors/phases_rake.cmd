plusminus estimate examples/two_phases.csv --rate recorded --phase2 audited --rake area=data/totals_area.csv
