plusminus size --margin 10%,5%,3% --rate 50%,90% --method wald,wilson,clopper-pearson
