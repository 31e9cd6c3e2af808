plusminus interval 0 20 -m all -f csv
