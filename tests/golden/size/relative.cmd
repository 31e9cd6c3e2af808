plusminus size --relative 10% --rate 10%..20%,50% --method wald,wilson --deff 1.2
