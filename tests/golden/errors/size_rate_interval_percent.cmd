plusminus size --margin 5% --rate 80..90%
