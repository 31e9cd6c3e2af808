C="--ratio recorded/crimes --strata force,route --cluster incident --weight weight --population incidents"
for piece in north south east; do
  plusminus estimate examples/incidents_$piece.csv $C --save-state $piece.json --quiet >part.out || exit
done
{ cat examples/incidents_east.csv; tail -n +2 examples/incidents_north.csv; tail -n +2 examples/incidents_south.csv; } >all.csv
plusminus estimate all.csv $C --format csv >all.out
plusminus combine south.json north.json east.json --format csv >combined.out
cmp all.out combined.out && echo the same bytes
