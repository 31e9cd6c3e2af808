plusminus size --detect 5% --rate 1%..2%
