plusminus size --n 1e15 --method clopper-pearson --rate 10% --format csv
