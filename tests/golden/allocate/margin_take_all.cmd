plusminus allocate data/plan_take_all.csv --strata force,crime_type --size size --rate rate --take-all all --min 2 --margin force=10% -f csv
