plusminus size --difference -10% --rate 85% --margin 5%
