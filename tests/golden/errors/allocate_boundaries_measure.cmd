plusminus allocate data/units.csv --boundaries geometric --strata-count 3
