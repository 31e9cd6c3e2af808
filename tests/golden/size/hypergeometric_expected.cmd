plusminus size --margin 1% --rate 80% --population 1e9 --method hypergeometric --expected
