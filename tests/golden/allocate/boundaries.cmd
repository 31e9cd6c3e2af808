plusminus allocate data/units.csv --boundaries cum-root-f --size-measure crimes --strata-count 3
