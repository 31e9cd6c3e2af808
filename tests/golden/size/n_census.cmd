plusminus size --n 50 --population 50
