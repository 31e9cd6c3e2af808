plusminus estimate examples/replicates.csv --weight weight --mean y --total y --ratio y/x --rate ok --by group --replicate-weights 'rep_*' --replicate-scale 0.125 --df 7 -f csv
