plusminus interval 1 2 -f csv --table strata
