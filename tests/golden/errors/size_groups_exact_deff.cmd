plusminus size --difference -10% --rate 85% --method exact --deff 1.5
