plusminus estimate data/audited.csv --total crimes --weight weight --strata force --variance bootstrap --replicates 40 --seed 1 --save-replicates boot.csv --format csv
set -- boot.csv --total crimes --format csv
plusminus estimate "$@" --weight full_weight --replicate-weights 'rep_*' --variance bootstrap
plusminus estimate "$@" --weight full_weight --replicate-weights 'rep_*' --variance jk1
plusminus estimate "$@" --weight full_weight --replicate-weights 'rep_*' --replicate-scale 0.0025
plusminus estimate "$@" --weight crimes --replicate-weights 'rep_*' --variance bootstrap
