plusminus coverage --method wald --n 20 --from 1% --to 0.1 --points 4 -f csv
