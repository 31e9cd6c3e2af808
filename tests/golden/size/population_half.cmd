plusminus size --margin 5% --population 9.5
