plusminus size --margin 10%,5%,1% --rate 50%,90% --population 50 --response 90%
