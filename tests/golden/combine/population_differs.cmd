printf "force,N,x\nKent,9,1\nKent,9,0\n" >a.csv
printf "force,N,x\nKent,8,0\n" >b.csv
for piece in a b; do
  plusminus estimate $piece.csv --rate x --strata force --population N --save-state $piece.json --quiet >part.out
done
plusminus combine a.json b.json
