# All clusters, but 2 records of 9 and of 7: that these are the same makes no census.
printf 'c,K,N,y,ok\n1,9,2,4,1\n1,9,2,4,1\n2,7,2,4,1\n2,7,2,4,1\n' >a.csv
plusminus estimate a.csv --cluster c --population N,K --rate ok --mean y -f csv
# One record of 9 shows nothing, and is no census either.
printf 'c,K,N,y,ok\n1,9,2,4,1\n2,7,2,4,1\n' >b.csv
plusminus estimate b.csv --cluster c --population N,K --rate ok --mean y --lonely-psu remove -f csv -q
sed 's/,9,/,2,/; s/,7,/,2,/' a.csv >c.csv
plusminus estimate c.csv --cluster c --population N,K --rate ok --mean y -f csv
