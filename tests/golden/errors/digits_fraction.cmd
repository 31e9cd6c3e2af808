plusminus interval 1 2 --digits 1.5
