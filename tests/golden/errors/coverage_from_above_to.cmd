plusminus coverage --n 20 --from 0.5 --to 0.4
