plusminus allocate data/units.csv --boundaries geometric --size-measure crimes
