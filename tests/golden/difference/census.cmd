plusminus difference 9 10 3 10 --population1 10 --population2 10 -m wald -f csv
