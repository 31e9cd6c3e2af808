plusminus interval 1 12 -p 11
