plusminus coverage --n 2.5
