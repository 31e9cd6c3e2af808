plusminus size 
