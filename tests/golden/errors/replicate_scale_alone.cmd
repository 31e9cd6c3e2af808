plusminus estimate examples/replicates.csv --weight weight --mean y --replicate-scale 1
