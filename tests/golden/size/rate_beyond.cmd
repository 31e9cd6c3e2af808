plusminus size --margin 5% --rate 1.2
