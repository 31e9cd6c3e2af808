plusminus size --margin 5% --method cloper-pearson
