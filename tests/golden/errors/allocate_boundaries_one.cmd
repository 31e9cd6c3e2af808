plusminus allocate data/units_few.csv --boundaries cum-root-f --size-measure x --strata-count 4 --take-all-from 5
