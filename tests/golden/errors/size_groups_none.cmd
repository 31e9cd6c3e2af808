plusminus size --difference 0 --rate 85%
