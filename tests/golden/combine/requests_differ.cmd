plusminus estimate examples/incidents_north.csv --mean hours --save-state north.json -q >part.out
plusminus estimate examples/incidents_south.csv --total hours --strata force --by route --save-state south.json -q >part.out
plusminus combine north.json south.json
