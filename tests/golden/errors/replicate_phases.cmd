plusminus estimate examples/replicates.csv --weight weight --mean y --replicate-weights 'rep_*' --variance brr --phase2 ok
