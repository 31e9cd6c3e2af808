plusminus coverage --n 20 --population 10
