plusminus size --detect 5% --method hypergeometric
