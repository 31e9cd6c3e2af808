plusminus size --margin 5% --rate-prior 40
