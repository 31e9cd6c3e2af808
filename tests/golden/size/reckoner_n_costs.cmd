plusminus size --n 100,20000 --rate 80%,90% --response 80% --minutes-per-record 20 --cost-per-record 3 --icc 0.1 --cluster-size 5
