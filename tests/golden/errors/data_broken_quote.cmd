plusminus interval data/broken_quote.csv --x x --n n
