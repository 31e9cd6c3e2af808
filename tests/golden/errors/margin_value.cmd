plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate --margin force:Kemt=10% --margin crime_type:thef=3% --margin 2
