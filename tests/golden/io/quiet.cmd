plusminus interval 0 10 -m wald -f csv --quiet
