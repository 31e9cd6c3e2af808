plusminus size --margin 5% --response 150%
