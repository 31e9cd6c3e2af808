plusminus size --margin 0.000001%
