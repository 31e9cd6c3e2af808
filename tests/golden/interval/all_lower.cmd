plusminus interval 100 115 -m all --side lower
