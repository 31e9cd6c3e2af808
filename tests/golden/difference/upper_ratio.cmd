plusminus difference 100 115 85 115 --side upper --scale ratio -f csv
