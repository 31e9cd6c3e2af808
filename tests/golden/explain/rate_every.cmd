plusminus explain 25 25
