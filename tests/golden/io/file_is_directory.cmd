plusminus interval data/directory --x x --n n
