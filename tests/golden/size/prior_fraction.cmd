plusminus size --margin 10% --rate-prior 40.25/50
