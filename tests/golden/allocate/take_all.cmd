plusminus allocate examples/crimes_2013.csv --strata force,crime_type --size recorded --rate rate --min 100 --max 400 --total 40000 -f csv --table certificate
