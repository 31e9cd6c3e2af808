plusminus coverage --n 40 --from 30% --points 1
