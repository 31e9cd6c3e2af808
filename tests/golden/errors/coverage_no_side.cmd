plusminus coverage --n 20 --method blaker --side lower
