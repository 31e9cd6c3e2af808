plusminus size --detect 5% --risk 5%
