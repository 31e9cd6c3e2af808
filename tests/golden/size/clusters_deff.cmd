plusminus size --margin 5% --rate 85% --icc 0.05 --cluster-size 10 --deff 1.2 --method clopper-pearson -f csv
