plusminus estimate examples/replicates.csv --mean y --replicate-weights 'rep_*' --variance brr
