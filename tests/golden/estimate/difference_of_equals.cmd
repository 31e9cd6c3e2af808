# Three records of ten in each, by weights whose sums are rounded: no difference, and not a low one
awk 'BEGIN { print "d,w,y"; for (i = 0; i < 30; i++) print substr("abc", 1 + i % 3, 1) "," (i % 3 ? i % 3 == 1 ? 0.7 : 1 : 0.1) "," (i < 9) }' >records.csv
plusminus estimate records.csv --rate y --weight w --by d --difference d -q
plusminus estimate records.csv --rate y --weight w --by d --difference d -q -f csv | tail -3
