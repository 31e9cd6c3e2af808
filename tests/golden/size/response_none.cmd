plusminus size --margin 5% --population 100 --response 0.1%
