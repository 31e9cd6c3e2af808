# Of the rules, replicates show those that keep a lonely stratum as it is.
printf 's,c,y\n1,1,3\n1,2,4\n2,1,3\n2,1,5\n3,1,2\n3,2,4\n' >one.csv
plusminus estimate one.csv --mean y --strata s --cluster c
plusminus estimate one.csv --mean y --strata s --cluster c --variance jkn
