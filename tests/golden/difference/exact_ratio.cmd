plusminus difference 7 34 1 34 --scale ratio -m exact-unconditional -f csv
