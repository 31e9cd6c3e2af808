plusminus size --difference -10% --rate 85% --n 115 --method all --shares 2:1
