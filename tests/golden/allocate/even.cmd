plusminus allocate examples/crimes_2013.csv --strata force,crime_type --size recorded --rate rate --even crime_type --total 3000 --min 2 -f csv -q --table domains
