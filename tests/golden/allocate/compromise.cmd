plusminus allocate examples/forces_2013.csv --strata force --size recorded_crime --method compromise --parameter 0.25 --total 2000 -f csv -q
