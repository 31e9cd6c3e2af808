plusminus estimate examples/records.csv --ratio recorded/crimes --replicates 50
plusminus estimate examples/records.csv --ratio recorded/crimes --strata force,route --cluster incident --variance jackknife --replicates 50
plusminus combine data/nothing.json --replicates 50
plusminus estimate examples/replicates.csv --weight weight --mean y --replicate-weights 'rep_*' --variance brr --replicates 50
plusminus estimate examples/replicates.csv --weight weight --mean y --replicate-weights 'rep_*' --variance fay --fay 0.3 --replicate-scale 2
plusminus estimate examples/replicates.csv --weight weight --mean y --replicate-weights 'rep_*' --variance brr --lonely-psu adjust
