plusminus allocate examples/forces_2013.csv --strata force --size recorded_crime --method power --parameter 30% --total 2000 -f csv -q
