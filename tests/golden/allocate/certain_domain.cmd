plusminus allocate data/plan_certain.csv --strata stratum --size size --rate rate --margin g=8% --interval wilson
