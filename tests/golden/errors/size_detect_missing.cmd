plusminus size --accept 2
