plusminus allocate data/plan_flat.csv --strata stratum --size size --rate rate --margin 5% --margin g=6% --max 200 --interval wilson --frontier --format csv --table frontier --quiet
