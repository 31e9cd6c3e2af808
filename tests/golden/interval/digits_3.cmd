plusminus interval 100 115 --digits 3
