plusminus size --margin 10% --rate 95% --method all -f csv
