plusminus size --margin 5% --rate-prior 40/50 --assurance 80%
