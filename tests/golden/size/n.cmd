plusminus size --n 115 --rate 87% --population 59178 --method wald,hypergeometric
