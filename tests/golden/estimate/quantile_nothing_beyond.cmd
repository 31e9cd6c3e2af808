plusminus estimate data/hours_few.csv --quantile hours:0.999 --strata area
