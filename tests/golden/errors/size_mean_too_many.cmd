plusminus size --sd 2 --n 600 --population 500
