plusminus size --margin 5% --n 100
