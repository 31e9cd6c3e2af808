plusminus explain 1 2 --popul 3
