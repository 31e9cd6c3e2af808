printf 'x,n\n1.5,2\n1,2.5\n-1,3\n' | plusminus interval - --x x --n n --effective
