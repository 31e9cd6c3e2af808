plusminus size --cv 10% --rate 20% --population 1000 -f csv
