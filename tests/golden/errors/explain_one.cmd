plusminus explain 100
