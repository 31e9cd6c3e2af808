plusminus interval 1 2 -f jsn
