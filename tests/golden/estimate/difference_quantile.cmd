printf 'd,h\na,1\na,2\na,4\nb,5\nb,9\nb,7\n' >file.csv
plusminus estimate file.csv --mean h --quantile h:0.5 --by d --difference d --format csv | cut -d, -f1-6
