plusminus difference 5 56 0 29 --method all -f csv
