plusminus interval 1 2 --colour
