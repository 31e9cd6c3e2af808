plusminus size --detect 5% --acceptable 1% --accept 2
