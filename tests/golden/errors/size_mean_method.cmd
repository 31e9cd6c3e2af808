plusminus size --sd 2 --margin 1 --method wald
