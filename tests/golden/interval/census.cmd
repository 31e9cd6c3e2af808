plusminus interval 5 20 -p 20 -m hypergeometric,wilson-fpc
