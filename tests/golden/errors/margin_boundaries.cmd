plusminus allocate data/plan.csv --boundaries geometric --size-measure size --strata-count 3 --margin 5%
