plusminus estimate examples/replicates.csv --weight weight --quantile y:0.5 --replicate-weights 'rep_*' --variance brr
