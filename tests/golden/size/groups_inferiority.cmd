plusminus size --non-inferiority 5% --difference -1% --rate 85% --conf 90% --shares 1:2 --cost-per-record 4
