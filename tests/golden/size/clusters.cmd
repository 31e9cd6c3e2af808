plusminus size --margin 5% --rate 85% --icc 0.05 --cluster-size 10 --cluster-cv 0.5 --response 90%
