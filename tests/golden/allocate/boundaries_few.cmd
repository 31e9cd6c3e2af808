plusminus allocate data/units_few.csv --boundaries lavallee-hidiroglou --size-measure x --strata-count 3 --total 4 --format csv
