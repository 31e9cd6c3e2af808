plusminus size --margin 10%,5%,3%,2%,1% --rate 50%,70%,80%,90%,95%
