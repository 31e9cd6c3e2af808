plusminus allocate data/plan_flat.csv --strata stratum --size size --rate rate --cost cost --margin 5% --interval clopper-pearson
