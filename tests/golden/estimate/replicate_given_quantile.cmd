plusminus estimate examples/replicates.csv --weight weight --quantile y:0.5 --mean y --by group --replicate-weights 'rep_*' --variance brr --df 7
