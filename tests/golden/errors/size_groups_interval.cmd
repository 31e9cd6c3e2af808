plusminus size --difference -10% --rate 80%..90%
