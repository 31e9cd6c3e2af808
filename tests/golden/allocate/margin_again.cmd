P="plusminus allocate data/plan.csv --strata force,crime_type --size size --rate rate,timely --min 2 -q"
$P --margin 4% --margin force=10%@timely --margin force:Kent=7% -f csv --table targets -o targets.csv 2>/dev/null
$P --targets targets.csv -f csv --table certificate
$P --margin 4% --margin force=10%@timely --margin force:Kent=7% -f csv --table certificate
