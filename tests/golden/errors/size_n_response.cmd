plusminus size --n 390 --population 400 --response 50%
