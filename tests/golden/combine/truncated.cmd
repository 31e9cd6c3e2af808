C="--ratio recorded/crimes --strata force,route --cluster incident --weight weight --population incidents"
for piece in north south east; do
  plusminus estimate examples/incidents_$piece.csv $C --save-state $piece.json --quiet >part.out || exit
done
head -n 22 north.json >cut.json
plusminus combine cut.json south.json
