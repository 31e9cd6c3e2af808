plusminus estimate examples/records.csv --mean crimes --weight weight --variance jkn --replicate-centre mean
