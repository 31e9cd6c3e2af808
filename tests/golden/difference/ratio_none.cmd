plusminus difference 0 10 0 20 --scale ratio -f csv
