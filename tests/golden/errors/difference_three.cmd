plusminus difference 1 2 3
