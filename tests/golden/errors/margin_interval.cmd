plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate --max 40 --margin 7% --interval clopper-pearson
