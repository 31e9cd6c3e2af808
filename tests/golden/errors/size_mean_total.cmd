plusminus size --sd 2 --margin 500 --total
