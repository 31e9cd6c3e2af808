awk 'BEGIN { print "area,ok,late"; for (i = 0; i < 40; i++) print "A" i % 2 ",1," (i % 2 ? i % 3 == 0 : 0) }' >ends.csv
plusminus estimate ends.csv --rate ok --rate late --strata area --by area -i logit
