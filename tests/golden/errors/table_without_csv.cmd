plusminus explain 100 115 --table what_if
