plusminus interval 100 115 10 20 3 20 --method wilson,clopper-pearson --coverage
