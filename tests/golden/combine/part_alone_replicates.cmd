printf "force,c,x\nKent,1,1\nAvon,1,0\nAvon,2,1\n" >a.csv
printf "force,c,x\nKent,2,0\n" >b.csv
for part in a b; do
  plusminus estimate $part.csv --rate x --strata force --cluster c --variance jkn --lonely-psu average --save-state $part.json
done
plusminus combine a.json b.json --variance jkn --lonely-psu average -f csv
