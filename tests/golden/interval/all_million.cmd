plusminus interval 999990 1000000 -m all -f csv -q
