plusminus explain 5 10 --cost-per-record 0
