printf 'g,y,N\na,1,4\na,1,4\na,0,4\nb,1,4\n' | plusminus estimate - --quantile y:.5 --mean y --population N --by g -f csv
