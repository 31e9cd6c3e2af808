plusminus estimate examples/incidents_north.csv --ratio recorded/crimes --weight weight --save-state north.json --quiet >part.out
mkfifo pipe; cat north.json >pipe & plusminus combine pipe north.json; status=$?; cat pipe >all; wait; exit $status
