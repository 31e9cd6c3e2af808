plusminus size --margin 5% --icc 0.05 --cluster-size 3 --crimes-per-incident 0,1 --rho 0.1
