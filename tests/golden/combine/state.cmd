plusminus estimate examples/incidents_north.csv --mean hours --by route --strata force --save-state north.json -q >part.out
sed 's/"version": "[^"]*"/"version": "-"/' north.json
