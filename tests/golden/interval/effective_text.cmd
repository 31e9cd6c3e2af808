plusminus interval 1.5 12 -m clopper-pearson --effective
