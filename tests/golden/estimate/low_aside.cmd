# Below the table, too, nothing reads as a zero that is none.
printf 's,x,n,N\na,50000000,100000000,1000000000\nb,99999999,100000000,1000000000\n' | plusminus estimate - --counts x/n --strata s --population N -q | sed -n '/Throughout/,/^$/p'
