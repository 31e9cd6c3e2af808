plusminus size --cv 5% --rate 20% --method wilson
