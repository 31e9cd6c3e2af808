plusminus size --difference 20% --rate 85%
