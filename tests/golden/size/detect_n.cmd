plusminus size --detect 5% --n 58,59,93,400
