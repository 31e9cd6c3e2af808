plusminus interval 100 115 --method all --population 59178
