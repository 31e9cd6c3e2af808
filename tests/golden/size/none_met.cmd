plusminus size --margin 1e-9 --method all
