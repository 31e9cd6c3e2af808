plusminus size --equivalence 5% --rate 85% --method fleiss
