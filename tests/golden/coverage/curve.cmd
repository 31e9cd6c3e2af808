plusminus coverage --method wilson,clopper-pearson --n 20,115 --points 5
