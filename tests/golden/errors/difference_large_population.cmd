plusminus difference 1 10 2 10 --population1 100001 --population2 30 -m exact-unconditional
