plusminus interval 3 5 --family 3
