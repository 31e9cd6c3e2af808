plusminus difference 1 1000 2 10 -m exact-unconditional
