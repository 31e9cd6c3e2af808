plusminus estimate examples/two_phases.csv --rate recorded --strata area --phase2 area
