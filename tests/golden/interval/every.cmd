plusminus interval 20 20 -m all -f csv
