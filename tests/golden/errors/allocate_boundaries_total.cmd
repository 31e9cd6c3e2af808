plusminus allocate examples/forces_2013.csv --boundaries lavallee-hidiroglou --size-measure recorded_crime --strata-count 4 --total 50
