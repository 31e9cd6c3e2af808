plusminus estimate data/phases_few.csv --mean y --strata h --population N --phase2 s --phase2-strata g
