plusminus difference 10.5 20 3.25 18 --effective -m all
