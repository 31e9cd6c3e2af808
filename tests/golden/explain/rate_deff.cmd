plusminus explain 100 115 --deff 1.5
