plusminus size --cv 10%,5% --rate 20%,50%
