plusminus interval 100 115 6 16 74 83 17 23 23 25
