plusminus estimate examples/replicates.csv --weight weight --mean y --by group --difference group --replicate-weights 'rep_*' --variance brr
