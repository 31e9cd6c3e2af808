plusminus estimate data/long_label.csv --mean ok --by force | tail -3
