plusminus size --margin 5% --deff -1
