plusminus interval data/bom_crlf.csv --x x --n n -f csv
