printf "force,x\nKent,1\nAvon,0\nAvon,1\n" >a.csv
printf "force,x\nKent,0\n" >b.csv
plusminus estimate a.csv --rate x --strata force --save-state a.json
plusminus estimate b.csv --rate x --strata force --save-state b.json
plusminus combine a.json b.json
