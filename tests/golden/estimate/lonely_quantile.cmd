# The standard errors that the message tells are the quantile's own, as each rule then makes them.
printf 's,y\nA,1\nA,5\nA,9\nA,2\nB,4\nB,6\nB,7\nC,30\n' >lone.csv
plusminus estimate lone.csv --strata s --quantile y:0.5
for rule in remove certainty adjust average collapse; do
  plusminus estimate lone.csv --strata s --quantile y:0.5 --lonely-psu $rule -f csv -q | tail -n 1 | cut -d, -f7
done
