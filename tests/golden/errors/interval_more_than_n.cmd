plusminus interval 13 12
