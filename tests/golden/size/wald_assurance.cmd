plusminus size --margin 5% --assurance 80% --method wald
