plusminus size --margin 5%,5%
