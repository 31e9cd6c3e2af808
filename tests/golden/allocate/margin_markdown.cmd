plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate --min 2 --margin 5% --margin region=8% -f markdown
