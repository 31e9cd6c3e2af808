# The neighbour of L in size, A, was taken whole: it stays known, and L joins B.
awk 'BEGIN {
  print "y,s,N"
  for (i = 0; i < 20; i++) print (i % 3 == 0) ",A,20"
  for (i = 0; i < 12; i++) print (i % 4 == 0) ",B,90"
  print "1,L,15"
}' >records.csv
plusminus estimate records.csv --rate y --strata s --population N --by s --lonely-psu collapse \
  --format csv
