plusminus size --margin 5% --rate 30%..60%,80%..90%,5%
