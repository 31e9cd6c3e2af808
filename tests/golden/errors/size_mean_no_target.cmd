plusminus size --sd 2 --mean 20
