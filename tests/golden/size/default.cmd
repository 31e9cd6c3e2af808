plusminus size --margin 5%
