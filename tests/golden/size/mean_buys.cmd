plusminus size --sd 12 --mean 20 --n 25,115 --population 400 --icc 0.02 --cluster-size 5 -f csv
