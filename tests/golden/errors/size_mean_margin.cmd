plusminus size --sd 2 --margin 5%
