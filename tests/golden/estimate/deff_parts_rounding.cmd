# Post-stratified, the totals of clusters in p differ by rounding alone, of which no
# part of a design effect is made.
printf 's,c,N,M,w,d,g,y\n' >few.csv
printf '%s\n' A,1,3,7,2.8875,x,p,1 A,1,3,7,2.625,z,p,1 A,1,3,7,2.625,x,q,1 A,2,3,3,2.25,x,q,1 B,1,31,1,31.0,z,q,1 >>few.csv
printf 'g,total\np,5.418369632258866\nq,35.87859928345177\n' >totals.csv
plusminus estimate few.csv --strata s --cluster c --population N,M --weight w --lonely-psu certainty \
  --total y --by d,g --poststratify g=totals.csv -f csv --table deff -q
