plusminus interval 6480 8000 -m all -f csv -q
