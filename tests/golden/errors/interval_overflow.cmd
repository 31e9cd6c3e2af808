plusminus interval 1 1e999
