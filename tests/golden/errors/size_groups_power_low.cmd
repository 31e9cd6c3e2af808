plusminus size --difference -10% --rate 85% --power 3%
