plusminus allocate data/plan_certain.csv --strata stratum --size size --rate rate --max 8 --margin g=8% --interval wilson
