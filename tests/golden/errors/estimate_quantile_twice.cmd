plusminus estimate data/hours_few.csv --mean hours --quantile hours:0.5 --quantile hours:.50
