plusminus estimate examples/two_phases.csv --rate recorded --strata area --population incidents --phase2 audited --phase2-strata area,risk -f csv --table deff
