plusminus difference examples/two_audits.csv --x1 recorded_2 --n1 crimes_2 --x2 recorded_1 --n2 crimes_1 --strata force --population1 crimes_2 -m all -f csv
