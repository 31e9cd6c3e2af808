plusminus estimate data/audited.csv --total crimes --weight weight --strata force --variance bootstrap --replicates 40 --seed 1 --save-replicates boot.csv --format csv
set -- boot.csv --total crimes --format csv
plusminus estimate "$@" --weight full_weight --replicate-weights 'rep_*' --variance bootstrap
plusminus estimate "$@" --weight full_weight --replicate-weights 'rep_*' --variance jk1
plusminus estimate "$@" --weight full_weight --replicate-weights 'rep_*' --replicate-scale 0.0025
plusminus estimate "$@" --weight crimes --replicate-weights 'rep_*' --variance bootstrap
# Replicates that are the weight but for rounding say nothing of a scale.
printf 'y,w,r1,r2\n1,3,3.0000000000000004,3\n2,3,3,3\n' >same.csv
plusminus estimate same.csv --mean y --weight w --replicate-weights 'r*' --replicate-scale 1 --format csv
