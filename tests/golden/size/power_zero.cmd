plusminus size --difference 10% --rate 80% --power 0
