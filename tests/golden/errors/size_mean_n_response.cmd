plusminus size --sd 12 --n 90 --population 100 --response 50%
