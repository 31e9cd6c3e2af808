plusminus size --difference -10% --rate 85% --n 100 --power 80%
