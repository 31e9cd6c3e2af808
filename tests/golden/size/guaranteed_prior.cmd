plusminus size --margin 5% --rate-prior 4/5 --method coverage-guaranteed
