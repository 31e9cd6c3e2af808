plusminus size --margin 5% --rate 90% --method clopper-pearson
