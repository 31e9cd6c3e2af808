awk 'BEGIN { print "area,house,room,N,M,K,y"; for (i = 0; i < 4; i++) for (j = 0; j < 3; j++) print "A" i % 2 ",h" i ",r" j ",9,7,4," (i + j) % 2 }' >rows.csv
{ head -1 rows.csv; tail -n +2 rows.csv | tac; } >back.csv
for file in rows back; do
  plusminus estimate $file.csv --rate y --strata area --cluster house,room --population N,M,K --lonely-psu remove >$file.out || exit
done
cmp rows.out back.out && tail -n 3 back.out
