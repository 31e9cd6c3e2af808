plusminus size --non-inferiority 5% --difference -7% --rate 85%
