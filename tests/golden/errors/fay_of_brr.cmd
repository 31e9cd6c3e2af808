plusminus estimate examples/replicates.csv --weight weight --mean y --replicate-weights 'rep_*' --variance brr --fay 0.3
plusminus estimate examples/two_samples.csv --rate y --fay 0.3
