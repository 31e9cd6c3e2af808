# The lonely d has no records of the domain 1: the domain's total is still the total of what is 0
# outside it, by every rule that looks beyond the domain's strata.
printf 's,d,y,in1,N\na,1,3,3,10\na,1,5,5,10\na,2,4,0,10\nb,1,9,9,10\nb,2,7,0,10\nb,1,6,6,10\nc,2,5,0,10\nd,1,8,8,10\n' >records.csv
for rule in adjust collapse remove; do
  plusminus estimate records.csv --total y,in1 --strata s --population N --by d --lonely-psu $rule -f csv -q |
    awk -F, -v rule=$rule '$1 == "(all)" && $3 == "in1" || $1 == 1 && $3 == "y" { print rule, $1, $3, $8 }'
done
# A stratum without records of the domain that was sampled whole adds nothing.
sed 's/c,2,5,0,10/c,2,5,0,1/' records.csv >whole.csv
plusminus estimate whole.csv --total y --strata s --population N --by d --lonely-psu adjust -f csv -q | cut -d, -f1-8
