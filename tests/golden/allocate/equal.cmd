plusminus allocate examples/forces_2013.csv --strata force --size recorded_crime --method equal --total 4300 -f csv -q
