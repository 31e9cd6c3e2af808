plusminus size --detect 5% --accept 0 --method poisson,binomial -f csv
