plusminus coverage --method wilson,clopper-pearson,wald --n 20,115,400 -f csv --table summary
