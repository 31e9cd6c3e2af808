plusminus size --sd 12 --n 1
