plusminus allocate examples/crimes_2013.csv --strata force,crime_type --size recorded --rate rate --total 4000 --min 2 -f csv -q --table certificate
