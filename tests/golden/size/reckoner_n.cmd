plusminus size --n 50,100,200 --rate 50%,80%,90%
