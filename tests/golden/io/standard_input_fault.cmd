plusminus interval - --x x --n n -f csv <data/text_in_number.csv
