plusminus combine examples/incidents_north.csv data/no_such.json
