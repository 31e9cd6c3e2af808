plusminus estimate examples/replicates.csv --weight weight --mean y --replicate-weights 'rep_*'
