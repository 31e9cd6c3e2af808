plusminus size --non-inferiority 5% --equivalence 5% --rate 85%
