awk -v OFS=, 'BEGIN { print "area,kind,hours,part,whole,weight"; for (i = 0; i < 60; i++) { same = i % 2; whole = 3 * (i % 5 + 1); print "A" i % 3, same ? "same" : "other", same ? 99.95 : i * i / 7, same ? whole / 3 : i % 3, whole, 1 + i * 0.123 } print "A1,alone,984.233,1,3,3.7" }' >same.csv
plusminus estimate same.csv --mean hours --ratio part/whole --strata area --weight weight --by kind --interval wald -f csv
plusminus estimate same.csv --mean hours --ratio part/whole --strata area --cluster hours --weight weight --by kind --interval wald -f csv | grep same
