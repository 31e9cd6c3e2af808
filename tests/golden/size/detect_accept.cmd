plusminus size --detect 5% --accept 2 --response 90% --minutes-per-record 15
