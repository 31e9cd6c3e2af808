plusminus size --margin 1%,2% --population 50 --response 85%
