plusminus estimate data/phases_negative.csv --total y --strata h --population N --phase2 s --phase2-strata g -f csv
