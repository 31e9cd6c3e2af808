plusminus estimate data/all_label.csv --rate y --by area
