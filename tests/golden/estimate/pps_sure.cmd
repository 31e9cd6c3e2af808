# Units that were sure to be drawn are no part of the draw: in the stratum of the others or in one
# of their own, they add what later stages do.
printf 's,k,c,p,m,y\n' >one.csv
awk 'BEGIN {
  for (i = 1; i <= 7; i++)
    for (k = 1; k <= 2; k++)
      printf("a,%s,c%d,%s,%d,%d\n", (i > 5) ? "sure" : "a", i, (i > 5) ? 1 : i / 10, 2 + i, ((i > 5) ? 90 : 2) * i + 3 * k)
}' >>one.csv
for strata in s k; do
  for method in brewer hartley-rao; do
    plusminus estimate one.csv --strata $strata --cluster c --population p,m --pps $method --total y --mean y --df 3 -f csv -q | cut -d, -f1-8
  done
done
# A single unit that was not sure to be drawn is lonely whatever stands beside it.
grep -v -e c2 -e c3 -e c4 -e c5 one.csv >two.csv
plusminus estimate two.csv --strata s --cluster c --population p,m --pps brewer --total y
for rule in remove adjust; do
  { cat one.csv; sed '1d;s/^a,/b,/' two.csv; } >three.csv
  for strata in s s,k; do
    plusminus estimate three.csv --strata $strata --cluster c --population p,m --pps brewer --total y --lonely-psu $rule -f csv -q | cut -d, -f1-8
  done
done
