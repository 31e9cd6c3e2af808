plusminus size --margin 10% --rate 80% --population 1000 --deff 1.5 --response 85%
