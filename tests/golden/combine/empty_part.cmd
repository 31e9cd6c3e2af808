# A part without records is a part of none; two of them are no records counted twice
head -1 examples/incidents_east.csv | tee west.csv >moors.csv
for piece in east west moors; do
  [ -f $piece.csv ] || cp examples/incidents_$piece.csv $piece.csv
  plusminus estimate $piece.csv --ratio recorded/crimes --quantile hours:0.5 --strata force,route \
    --cluster incident --population incidents --by force --save-state $piece.json -f csv >$piece.out
done
plusminus combine east.json west.json moors.json --lonely-psu remove -f csv -q
plusminus combine west.json moors.json --save-state none.json
plusminus combine none.json east.json --lonely-psu remove -f csv -q | cmp - east.out || echo differs
plusminus estimate west.csv --rate hours
