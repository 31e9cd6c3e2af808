# Payments without a fault: how sure that is does not depend on what the amounts are told in.
awk -v OFS=, 'BEGIN { print "paid,ok,millions,fine"; for (i = 0; i < 40; i++) { a = 100 + i * i * 7; printf "%d,%d,%.17g,%.17g\n", a, a, a / 1e6, a / 1e6 } }' >paid.csv
for method in wilson korn-graubard wilson-fpc; do plusminus estimate paid.csv --ratio ok/paid --ratio fine/millions -i $method -f csv -q; done
# One of them has a fault.
awk -F, -v OFS=, 'NR == 20 { $2 /= 2; $4 /= 2 } { print }' paid.csv >one.csv
plusminus estimate one.csv --ratio ok/paid --ratio fine/millions -f csv -q
# Amounts that are little more than one are no record and a bit.
printf 'g,x,y\na,1.01,1.01\nb,0.7,0.7\nb,0.6,0.6\nb,0.5,0.5\n' | plusminus estimate - --ratio y/x --by g --df 7 -i beta -f csv -q
