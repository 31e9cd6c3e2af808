printf 'x,n\n1.5,2.25\n1,2\n' | plusminus interval - --x x --n n --effective
