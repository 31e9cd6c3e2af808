plusminus size --sd 2 --relative 10%
