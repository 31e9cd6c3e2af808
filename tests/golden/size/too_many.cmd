plusminus size --n 100 --population 50
