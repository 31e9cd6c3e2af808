plusminus estimate examples/two_phases.csv --rate recorded --strata area --population incidents --phase2 audited --phase2-strata risk --by risk,area -f csv
