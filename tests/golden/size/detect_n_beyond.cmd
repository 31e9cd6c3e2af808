plusminus size --detect 5% --n 300,100 --population 200 --method poisson
