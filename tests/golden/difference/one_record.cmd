plusminus difference 0 1 3 8 --population1 5 --population2 9 -m wald
