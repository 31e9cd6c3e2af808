plusminus size --margin 1% --rate 80% --population 1e6 --method hypergeometric --assurance 80% --format csv
