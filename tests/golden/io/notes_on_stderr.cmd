plusminus interval 0 10 -m wald -f csv 2>&1 >/dev/null
