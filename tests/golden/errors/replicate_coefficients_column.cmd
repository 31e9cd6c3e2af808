printf 'coeficient\n2\n' >own.csv; plusminus estimate examples/replicates.csv --weight weight --mean y --replicate-weights 'rep_*' --variance jkn --replicate-coefficients own.csv
