plusminus allocate data/units.csv --boundaries cum-root-f --classes 20 --size-measure crimes --strata-count 3 --take-all-from 400 -f csv
