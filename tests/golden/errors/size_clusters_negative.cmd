plusminus size --margin 5% --icc -0.5 --cluster-size 10
