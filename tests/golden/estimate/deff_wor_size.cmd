# Records that stand for themselves, and weights that were scaled to add up to the records, but
# for the last digit, tell no size of the population: wor is then wr.
awk -v OFS=, 'BEGIN { print "g,c,y,ok,one,w,N"; for (i = 0; i < 24; i++) printf "%s,%d,%d,%d,1,%s,%d\n", i % 2 ? "a" : "b", i / 3, i * i % 11, (i % 5 > 0), i % 3 ? "0.857143" : "1.285714", 20 }' >own.csv
for option in '' '--weight one' '--weight w'; do plusminus estimate own.csv --rate ok --mean y --quantile y:.5 --cluster c $option --deff wor -f csv -q --table deff; done
plusminus estimate own.csv --rate ok --mean y --quantile y:.5 --cluster c --deff wr -f csv -q --table deff
# Where it is told, a quantile's is corrected as others are: by 1 - 24/60.
plusminus estimate own.csv --rate ok --mean y --quantile y:.5 --cluster c --population N --deff wor -f csv -q --table deff
plusminus estimate own.csv --rate ok --mean y --quantile y:.5 --cluster c --population N --deff wr -f csv -q --table deff
