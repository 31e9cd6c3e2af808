plusminus size --difference -10% --rate 85% --population 500
