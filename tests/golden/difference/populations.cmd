plusminus difference 100 115 17 23 --population1 59178 --population2 30 --method all
