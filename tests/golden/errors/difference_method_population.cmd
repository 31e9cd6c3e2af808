plusminus difference 1 10 2 10 --population1 100 -m exact-unconditional
