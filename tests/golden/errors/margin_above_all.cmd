# 300% would be refused as well, and is not proposed.
plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate --margin 300
plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate --margin 99
