plusminus size --power 80% --rate 85%
