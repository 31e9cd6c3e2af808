plusminus interval 2 260 --method clopper-pearson -f csv
