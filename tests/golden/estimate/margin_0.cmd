printf 's,y,z,n\na,5,0,10\na,5,0,10\nb,5,1,20\nb,5,1,20\n' >same.csv; plusminus estimate same.csv --strata s --population n --mean y,z --total y --by s
