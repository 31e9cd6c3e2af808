printf 'y\n1\n' >one.csv
plusminus estimate one.csv --rate y
plusminus estimate one.csv --rate y --lonely-psu remove --format csv
