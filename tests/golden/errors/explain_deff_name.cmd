plusminus explain 100 115 --deff wr
