printf 'variable,value,total\nv,,2\n' >totals.csv
printf 'd,v,y\na,1,1\na,2,0\na,3,1\nb,50,1\nb,60,2\nc,1,1\nc,2,0\n' | plusminus estimate - --mean y --total y --by d --calibrate linear --calibrate-totals totals.csv --format csv --quiet
