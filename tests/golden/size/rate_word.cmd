plusminus size --margin 5% --rate high
