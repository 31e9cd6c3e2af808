printf 'h,c,p,N,w,size,y\na,u,0.5,4,4,20,1\na,u,0.5,4,4,20,2\na,v,0.25,4,8,10,3\na,v,0.25,4,8,10,5\nb,u,0.2,6,15,8,1\nb,u,0.2,6,15,8,4\nb,w,0.4,6,7.5,16,2\nb,w,0.4,6,7.5,16,2\n' >file.csv
set -- file.csv --total y --strata h --cluster c --pps brewer --format csv
plusminus estimate "$@" --population p,N --weight w
plusminus estimate "$@" --population p --weight w
plusminus estimate "$@" --population p,N --weight size
plusminus estimate "$@" --population p --weight p
sed '/u,.*[24]$/d; /v,.*3$/d; /w,/{x;s/^/./;/^..$/{x;d};x}' file.csv >units.csv; cat units.csv
plusminus estimate units.csv --total y --strata h --pps brewer --population p --weight size --format csv
# What 1 over the chances adds up to varies by chance: no weights are refused for it.
plusminus estimate units.csv --total y --strata h --pps brewer --population p --weight p --format csv
