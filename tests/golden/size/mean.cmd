plusminus size --sd 12 --mean 20 --margin 1,2 --population 5000 --response 85% --minutes-per-record 15 --cost-per-record 4
