plusminus allocate data/units.csv --boundaries lavallee-hidiroglou --size-measure crimes --strata-count 3 --total 8 -f csv --table reached
