plusminus difference 1 2 1 3 --population1 2.5
