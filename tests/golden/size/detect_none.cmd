plusminus size --detect 5% --n 300,400 --population 200 --method poisson
