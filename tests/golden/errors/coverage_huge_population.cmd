plusminus coverage --n 20 -p 9007199254740992
