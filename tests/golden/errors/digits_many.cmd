plusminus interval 1 2 --digits 13
