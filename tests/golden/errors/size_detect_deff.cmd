plusminus size --detect 5% --deff 2
