plusminus size --margin 10%,5% --rate 50%,90% --minutes-per-record 30 --cost-per-record 8
