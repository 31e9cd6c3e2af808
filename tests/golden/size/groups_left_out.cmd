plusminus size --difference -1% --rate 85% --method all
