plusminus size --non-inferiority 5% --rate 85% --n 115,800
