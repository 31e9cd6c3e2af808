plusminus size --sd 2 --unit-cv 20% --margin 1
