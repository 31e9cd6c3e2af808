plusminus size --margin 0
