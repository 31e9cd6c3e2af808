plusminus allocate data/units.csv --boundaries geometric --size-measure crimes --strata-count 4 -f csv
