plusminus estimate examples/incidents_north.csv --mean hours --save-state no/where.json
