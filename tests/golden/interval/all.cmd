plusminus interval 100 115 --method all
