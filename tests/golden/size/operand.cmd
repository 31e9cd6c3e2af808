plusminus size --margin 5% 100
