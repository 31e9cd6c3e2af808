printf 'force,route,found,checked,size\nAvon,a,0,0,90\nAvon,b,1,2,40\nAvon,c,3,4,50\nKent,a,1,1,70\nKent,b,0,0,80\nKent,c,2,2,30\n' >file.csv
plusminus estimate file.csv --counts found/checked --strata force --population size
sed '/,c,/d' file.csv >two.csv
plusminus estimate two.csv --counts found/checked --strata force --population size
