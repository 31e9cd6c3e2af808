plusminus size --margin 5% --rate 85% --response 90% --eligible 80% --minutes-per-record 45 --cost-per-record 12.50
