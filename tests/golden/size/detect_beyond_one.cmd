plusminus size --detect 2% --accept 1 --population 69 --method binomial
