plusminus explain 0 25
