plusminus size --sd 2 --mean 20 --relative 10% --cv 5%
