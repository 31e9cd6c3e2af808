plusminus allocate data/plan_shuffled.csv --strata force,crime_type --size size --rate rate --min 2 --margin 4% --margin force=10% --margin crime_type=8% -f csv --table targets
