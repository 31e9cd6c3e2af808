plusminus estimate - --mean y --weight weight --replicate-weights 'rep_*' --variance brr --replicate-coefficients - <examples/replicates.csv
