plusminus -f csv interval 1 2
