plusminus coverage 100 115 --n 20
