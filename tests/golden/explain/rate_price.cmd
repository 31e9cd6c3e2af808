plusminus explain 100 115 --minutes-per-record 30 --cost-per-record 12.5
