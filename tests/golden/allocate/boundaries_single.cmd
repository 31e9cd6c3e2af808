plusminus allocate data/units_single.csv --boundaries geometric --size-measure m --strata-count 3
