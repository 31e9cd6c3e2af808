plusminus size --detect 0.1%
