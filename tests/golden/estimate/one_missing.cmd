printf 'k,y\na,1\n,2\nb,\nb,4\n' >one.csv; plusminus estimate one.csv --mean y --by k -f csv
