plusminus interval 3 5.5 --coverage --effective
