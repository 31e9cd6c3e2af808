printf 'force,x,n,size\n(all),1,2,9\nB,3,9,9\n' >own.csv; plusminus estimate own.csv --counts x/n --strata force --population size --by force
