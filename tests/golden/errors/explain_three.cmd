plusminus explain 100 115 3
