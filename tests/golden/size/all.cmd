plusminus size --margin 5% --rate 90% --population 3000 --method all --coverage
