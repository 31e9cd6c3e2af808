plusminus interval 100 115
