plusminus interval 1 2 --threads 0
