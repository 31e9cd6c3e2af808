plusminus size --margin 0.0002% --rate 0.03%
