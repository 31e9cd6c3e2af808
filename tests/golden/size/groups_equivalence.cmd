plusminus size --equivalence 5% --rate 85% --deff 1.3 --method all
