plusminus interval 100 115 --side upper -f csv
