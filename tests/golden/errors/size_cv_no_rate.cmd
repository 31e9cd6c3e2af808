plusminus size --cv 5%
