plusminus size --difference -10%
