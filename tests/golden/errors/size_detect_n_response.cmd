plusminus size --detect 5% --population 100 --n 90 --response 50%
