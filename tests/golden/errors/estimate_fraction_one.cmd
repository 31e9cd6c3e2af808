# 1 is a number of units, among fractions as well.
printf 's,f,y\na,1,3\na,1,4\nb,0.5,5\nb,0.5,7\n' >fractions.csv
plusminus estimate fractions.csv --mean y --strata s --population f
sed 's/^a,1/a,2/' fractions.csv | plusminus estimate - --mean y --strata s --population f -f csv | cut -d, -f1-7
