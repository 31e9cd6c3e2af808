plusminus size --detect 5% --acceptable 4.99%
