plusminus estimate data/replicates_thin.csv --mean y --weight weight --replicate-weights 'rep_*' --variance bootstrap --replicate-centre mean --by area --df 10 --format csv
