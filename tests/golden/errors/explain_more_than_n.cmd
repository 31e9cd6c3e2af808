plusminus explain 116 115
