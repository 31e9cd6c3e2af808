plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate --min 2 --margin 4% -c 99% -f csv --table certificate
