plusminus estimate examples/replicates.csv --weight weight --mean y --replicate-weights 'rep_*' --variance fay --fay 0 --no-progress
