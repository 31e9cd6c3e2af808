plusminus size --relative 5%,10% --rate 80%,90% --method wald,coverage-guaranteed
