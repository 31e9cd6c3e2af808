plusminus interval data/open_quote.csv --x x --n n
