plusminus size --margin 5% --deff 0.001 --population 1000000
