plusminus estimate examples/replicates.csv --weight weight --mean y --replicate-weights 'rpe_*' --replicate-scale 1
