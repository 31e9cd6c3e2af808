plusminus estimate examples/replicates.csv --weight weight --mean y --replicate-weights '*' --replicate-scale 1
