printf 'x,n,N\n1,2,3\n1.5,2,3\n1,2.5,3\n1,2,3.5\n' | plusminus interval - --x x --n n --population N
