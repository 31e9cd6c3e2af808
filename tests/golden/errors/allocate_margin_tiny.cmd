plusminus allocate examples/crimes_2013.csv --strata force,crime_type --size recorded --rate rate --max 5 --margin .0001%
