# Minutes, if every row looked through all the others for what is said below the table.
awk 'BEGIN { print "y,d"; for (i = 0; i < 100000; i++) print i % 2 ",d" i }' >many.csv
timeout 100 plusminus estimate many.csv --rate y --by d | tail -n 6
