plusminus coverage --n 20 --population 30 --points 1000
