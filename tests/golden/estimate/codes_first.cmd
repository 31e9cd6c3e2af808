# Values of b and e are not rounded as beside 999999999, though a file begins with nothing else.
awk 'BEGIN {
  print "d,c,y"
  for (i = 0; i < 30000; i++) printf("a,%d,999999999\n", i % 50)
  for (i = 0; i < 4000; i++) printf("b,%d,%s\n", i % 50, i % 2 ? "0.125" : "0.375")
  print "e,7,3.1"
}' >one.csv
{ head -n 1 one.csv; sed 1d one.csv | sort -r; } >two.csv
for file in one two; do
  plusminus estimate $file.csv --mean y --total y --by d --cluster c --deff wr -f csv -q | grep '^[bde]'
done
grep -e d -e a one.csv >codes.csv
grep -v -e a one.csv >rest.csv
for part in codes rest; do
  plusminus estimate $part.csv --mean y --total y --by d --cluster c --save-state $part.json -q >none.txt
done
plusminus combine codes.json rest.json -f csv -q | grep '^[bde]'
plusminus combine rest.json codes.json -f csv -q | grep '^[bde]'
# Kept records, too.
printf 'd,total\na,30000\nb,4000\ne,1\n' >totals.csv
plusminus estimate one.csv --mean y --by d --cluster c --poststratify d=totals.csv --trim-weights .1,5 -f csv -q | grep '^[bde]'
# The design effect of a ratio that one record alone makes what it is.
printf 'h,N,y,x\na,54,999999998,1\na,54,,1\na,54,,1\nb,12,5,0\nb,12,,\nb,12,,\n' |
  plusminus estimate - --ratio y/x --strata h --population N --df 4 -f csv -q
