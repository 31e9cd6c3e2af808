printf 'force,x,n,N\nAvon,3,10,20\nKent,2,12,21\nSurrey,4,9,18\n' | plusminus estimate - --counts x/n --strata force --population N --table strata -f csv
