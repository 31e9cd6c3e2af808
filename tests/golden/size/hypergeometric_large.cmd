plusminus size --margin 5% --method hypergeometric
