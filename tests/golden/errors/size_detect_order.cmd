plusminus size --detect 5% --acceptable 6%
