plusminus size --margin 1% --population 50 --response 85%
