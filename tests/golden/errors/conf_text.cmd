plusminus interval 1 2 --conf high
