plusminus size --n 52 --population 100 --method clopper-pearson -f csv
