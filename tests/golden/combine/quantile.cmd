for piece in north south; do
  plusminus estimate examples/incidents_$piece.csv --quantile hours:0.5 --save-state $piece.json -q >part.out
done
plusminus combine south.json north.json
