plusminus interval 3 4 -o - -f csv && plusminus interval - --x x --n n --output - -f csv <<END
x,n
3,4
END
ls
