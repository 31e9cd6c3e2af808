plusminus allocate data/plan_flat.csv --strata stratum --size size --rate rate --cost cost --budget 200 --format csv
