plusminus estimate examples/replicates.csv --weight weight --mean y --replicate-weights 'rep_*' --variance jkn --replicate-coefficients none.csv
