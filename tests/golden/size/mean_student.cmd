plusminus size --sd 12 --margin 5,10 --student
