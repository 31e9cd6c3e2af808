plusminus size --power 80% --rate 85%,100% --n 115,200
