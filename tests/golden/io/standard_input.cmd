plusminus interval - --x x --n n -f csv <data/simple.csv
