plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate --margin size=30% --margin force:Kent=20% -f csv --table targets
