plusminus size --relative 5% --rate 0
