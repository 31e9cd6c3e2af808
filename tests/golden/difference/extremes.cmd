plusminus difference 10 10 0 20 --method all -f csv
