plusminus explain 5 10 --deff 0
