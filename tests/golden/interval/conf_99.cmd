plusminus interval 100 115 --conf 99%
