plusminus estimate data/phases_flag.csv --mean y --phase2 s --phase2-strata g
