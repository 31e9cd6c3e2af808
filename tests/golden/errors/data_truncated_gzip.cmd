plusminus interval data/truncated.csv.gz --x x --n n
