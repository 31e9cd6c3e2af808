plusminus size --sd 12 --margin 5000 --population 5000 --total
