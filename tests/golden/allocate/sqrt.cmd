plusminus allocate examples/forces_2013.csv --strata force --size recorded_crime --method sqrt --total 2000 --min 30 --max 100
