plusminus size --detect 5% --n 100 --accept 2
