plusminus allocate data/units_zero.csv --boundaries lavallee-hidiroglou --size-measure measure --strata-count 3 --cv 5%
