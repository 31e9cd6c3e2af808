plusminus size --relative 5% --rate 0,20% --cost-per-record 3 -f csv
