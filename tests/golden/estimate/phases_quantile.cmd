plusminus estimate examples/two_phases.csv --quantile incidents:0.5 --strata area --population incidents --phase2 audited --phase2-strata risk --by risk --difference risk --lonely-psu collapse -f csv
