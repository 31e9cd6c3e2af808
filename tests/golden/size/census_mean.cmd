plusminus size --sd 3 --margin 1e-300 --population 500
