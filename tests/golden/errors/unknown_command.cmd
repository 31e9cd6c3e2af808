plusminus intervall 1 2
