# A and B are of the same size, whatever the order of the rows makes of 0.1 + 0.2 + 0.3: L joins A.
printf 's,c,w,y\nL,1,.3,7\nA,1,.1,3\nA,2,.2,4.5\nA,3,.3,1\nB,1,.3,5\nB,2,.2,2\nB,3,.1,9\n' >one.csv
{ head -n 1 one.csv; sed 1d one.csv | sort -r; } >two.csv
# Strata of two columns: L / a joins A / b, not B / a.
printf 's,t,c,w,y\nL,a,1,.3,7\nA,b,1,.3,3\nA,b,2,.3,4.5\nB,a,1,.3,5\nB,a,2,.3,20\n' >pair.csv
for file in one two; do
  plusminus estimate $file.csv --mean y --strata s --cluster c --weight w --lonely-psu collapse -f csv -q | cut -d, -f1-8
done
plusminus estimate pair.csv --mean y --strata s,t --cluster c --weight w --lonely-psu collapse -f csv -q | cut -d, -f1-8
sed 's/^L,a/A,b/;s/,t,/,u,/' pair.csv | sed '2s/,1,/,3,/' >joined.csv
plusminus estimate joined.csv --mean y --strata s,u --cluster c --weight w -f csv -q | cut -d, -f1-8
# Where the first estimate has records in lonely strata alone, most rules have no error to tell.
printf 's,c,y\nL,1,7\nM,1,3\nA,1,\nA,2,\n' >none.csv
plusminus estimate none.csv --mean y --strata s --cluster c
