plusminus difference 10.5 20 3 18
