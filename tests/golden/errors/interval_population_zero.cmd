plusminus interval 1 12 -p 0
