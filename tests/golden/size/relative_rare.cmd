plusminus size --relative 5% --rate 0.0001% --method clopper-pearson
