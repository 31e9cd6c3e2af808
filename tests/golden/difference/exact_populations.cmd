plusminus difference 17 23 30 37 --population1 40 --population2 200 -m exact-unconditional,mee,agresti-caffo
