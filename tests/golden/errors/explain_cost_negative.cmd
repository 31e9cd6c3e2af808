plusminus explain 100 115 --cost-per-record=-5
