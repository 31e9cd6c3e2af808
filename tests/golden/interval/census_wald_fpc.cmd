plusminus interval 20 20 5 20 -p 20 -m wald-fpc
