plusminus size --mean 20 --margin 1
