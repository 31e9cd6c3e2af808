plusminus estimate data/replicates_bad.csv --weight weight --mean y --replicate-weights 'rep_*' --variance brr
