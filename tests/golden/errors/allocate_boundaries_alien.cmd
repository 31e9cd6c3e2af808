plusminus allocate data/units.csv --boundaries geometric --strata station --size-measure crimes --strata-count 3
