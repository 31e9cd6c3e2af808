plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate,timely --min 2 --margin 5% --margin force=10%@timely --margin force=12%@rate -f csv --table targets
