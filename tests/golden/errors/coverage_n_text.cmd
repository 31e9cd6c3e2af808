plusminus coverage --n 20,x
