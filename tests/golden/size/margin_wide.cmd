plusminus size --margin 0.6 --rate 80%
