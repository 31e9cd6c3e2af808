printf "h,y\na,1\na,0\na,1\nb,1\nb,0\n" >records.csv
plusminus estimate records.csv --rate y --strata h --lonely-psu adjust --variance jkn -f csv
printf "c,1\n" >>records.csv
plusminus estimate records.csv --rate y --strata h --lonely-psu adjust --variance jkn
