plusminus size --margin 10%,5% --rate 50%,90% --population 1000 --method wilson,clopper-pearson -f csv
