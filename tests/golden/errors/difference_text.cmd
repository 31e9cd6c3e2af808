plusminus difference 1 ten 2 10
