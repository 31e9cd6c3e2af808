plusminus estimate examples/two_phases.csv --rate recorded --phase2 audited --save-weights weights.csv
