plusminus size --margin 1e-9 --population 500 --method wald,clopper-pearson
