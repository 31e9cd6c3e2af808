plusminus interval 0 0
