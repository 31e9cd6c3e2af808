plusminus explain 100 115 -f csv
