printf "group,total\np,400\nq,398\n" >totals.csv
plusminus estimate examples/replicates.csv --weight weight --mean y --replicate-weights 'rep_*' --variance brr --rake group=totals.csv
