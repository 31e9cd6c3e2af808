plusminus difference 56 70 48 80 --method all
