for piece in north south; do
  plusminus estimate examples/incidents_$piece.csv --mean hours --strata force --by route --save-state $piece.json -q >part.out
done
plusminus combine north.json south.json --difference route --format csv
