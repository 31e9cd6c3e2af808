plusminus size --margin 5% --rate 0 --method log-odds
