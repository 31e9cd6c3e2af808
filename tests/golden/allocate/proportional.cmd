plusminus allocate examples/forces_2013.csv --strata force --size recorded_crime --total 8000 -f csv
