plusminus interval 100 115 -c 0.999
