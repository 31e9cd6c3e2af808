plusminus coverage --n 20 --method wang
