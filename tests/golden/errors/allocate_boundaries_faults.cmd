plusminus allocate data/units_faults.csv --boundaries geometric --size-measure crimes --strata-count 3
