plusminus allocate data/plan_cost.csv --strata force,crime_type --size size --rate rate --cost minutes --margin 5%
