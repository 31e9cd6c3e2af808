plusminus size --difference -10% --rate 85% --detect 5%
