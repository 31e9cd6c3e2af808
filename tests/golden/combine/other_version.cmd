C="--ratio recorded/crimes --strata force,route --cluster incident --weight weight --population incidents"
for piece in north south east; do
  plusminus estimate examples/incidents_$piece.csv $C --save-state $piece.json --quiet >part.out || exit
done
sed 's,plusminus-state/1,plusminus-state/2,' north.json >new.json
plusminus combine new.json south.json
