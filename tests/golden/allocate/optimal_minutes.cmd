plusminus allocate examples/crimes_2013.csv --strata force,crime_type --size recorded --rate rate --cost minutes --budget 200000 --min 2 -f csv --table certificate
