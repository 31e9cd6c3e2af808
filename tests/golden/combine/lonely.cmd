printf "force,x\nKent,1\nAvon,0\nAvon,1\n" >a.csv
printf "force,x\nAvon,0\n" >b.csv
for piece in a b; do
  plusminus estimate $piece.csv --rate x --strata force --save-state $piece.json --quiet
done
plusminus combine a.json b.json
