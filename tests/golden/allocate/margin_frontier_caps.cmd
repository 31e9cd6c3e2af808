plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate --max cap --margin force=10% --frontier -f csv --table frontier
