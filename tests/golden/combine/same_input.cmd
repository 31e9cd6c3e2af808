C="--ratio recorded/crimes --strata force,route --cluster incident --weight weight --population incidents"
for piece in north south east; do
  plusminus estimate examples/incidents_$piece.csv $C --save-state $piece.json --quiet >part.out || exit
done
cp examples/incidents_north.csv copy.csv
plusminus estimate copy.csv $C --save-state copy.json -q >part.out
plusminus combine north.json south.json copy.json
