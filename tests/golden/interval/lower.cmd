plusminus interval 100 115 --side lower
