printf 'a,b,c,d,e,f\n3,900,4,20,1000,100\n1,10,2,20,9,100\n1,10,2,501,10,1000\n' |
  plusminus difference - --x1 a --n1 b --x2 c --n2 d --population1 e --population2 f --method exact-unconditional
