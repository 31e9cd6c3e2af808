plusminus difference 1 10 12 10
