# Of 3,200 domains, 5,118,400 differences for each statistic.
awk 'BEGIN { print "y,d"; for (i = 0; i < 6400; i++) print i % 3 ",d" i % 3200 }' >many.csv
plusminus estimate many.csv --mean y --total y --by d --difference d -o rows.txt; s=$?; ls; exit $s
